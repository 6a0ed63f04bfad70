# Python's clients as a program uses them that sets nothing. Arguments: which, then URLs; one line of JSON for each.
import asyncio
import importlib
import json
import sys
import urllib.error
import urllib.request

which, *urls = sys.argv[1:]


def with_requests(url):
    import requests

    response = requests.get(url, timeout=10)
    return response.status_code, response.text


def with_httpx(url):
    import httpx

    response = httpx.get(url, timeout=10)
    return response.status_code, response.text


def with_aiohttp(url):
    import aiohttp

    async def get():
        async with aiohttp.ClientSession(trust_env=True) as session:
            async with session.get(url, timeout=10) as response:
                return response.status, await response.text()

    return asyncio.run(get())


def with_urllib(url):
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


if not urls:
    importlib.import_module(which)
for url in urls:
    try:
        status, body = globals()[f"with_{which}"](url)
        print(json.dumps({"url": url, "status": status, "body": body}))
    except Exception as error:
        print(json.dumps({"url": url, "error": repr(error)}))
