// Node's own fetch, as a program uses it that sets nothing. Arguments: URLs; one line of JSON for each.
for (const url of process.argv.slice(2)) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) })
    console.log(JSON.stringify({ url, status: response.status, body: await response.text() }))
  } catch (error) {
    console.log(JSON.stringify({ url, error: `${error}; ${error.cause}` }))
  }
}
