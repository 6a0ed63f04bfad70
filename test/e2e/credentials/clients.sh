# The command line clients that agents use, with what stands in the environment: leases.
set -eu
export HOME=/tmp/home GIT_TERMINAL_PROMPT=0
mkdir -p "$HOME" /tmp/work && cd /tmp/work
git config --global user.email a@example.com && git config --global user.name agent
git config --global init.defaultBranch main

git clone --quiet "https://x-access-token:$GITHUB_TOKEN@github.com/acme/notes.git" 2>/dev/null
cd notes && echo hello > file && git add file && git commit --quiet -m first
git push --quiet origin HEAD:main
git clone --quiet "https://x-access-token:$GITHUB_TOKEN@github.com/acme/notes.git" ../again
echo "git $(cat ../again/file)"

npm() { node /agent/npm/bin/npm-cli.js "$@"; }
cd /tmp/work && mkdir package app
# npm itself puts the lease in.
echo '//registry.npmjs.org/:_authToken=${NPM_TOKEN}' > "$HOME/.npmrc"
echo '{"name":"demo","version":"1.0.0","main":"index.js"}' > package/package.json
echo 'module.exports = "package"' > package/index.js
(cd package && npm publish --silent --no-update-notifier > /dev/null)
(cd app && npm install --silent --no-audit --no-fund --no-update-notifier demo > /dev/null)
echo "npm $(cd app && node -p 'require("demo")')"

python3 -m pip --quiet --disable-pip-version-check --no-cache-dir install --root-user-action ignore --target /tmp/work/python demo
echo "pip $(PYTHONPATH=/tmp/work/python python3 -c 'import demo; print(demo.word)')"

# Those that are told of certificates by settings alone, and a JVM.
test -s "$(sed -n 's/^ca_certificate = //p' "$WGETRC")"
apt-config dump Acquire::https::CaInfo | grep -q "$SSL_CERT_FILE"
test -s "$(echo "$JAVA_TOOL_OPTIONS" | sed 's/.*trustStore=//')"

curl --silent --fail --aws-sigv4 aws:amz:us-east-1:s3 --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \
  --header "x-amz-security-token: $AWS_SESSION_TOKEN" https://s3.us-east-1.amazonaws.com/b > /tmp/work/listing
echo "curl $(grep -c ListBucketResult /tmp/work/listing)"
