/** The policy of the guide, word for word, with the indentation that the printed page lost. */
export const guidePolicy = `# governance-policy.yaml
apiVersion: ai.docker.com/v1
kind: GovernancePolicy
metadata:
  name: agent-policy-001
spec:
  network:
    allowedDomains:
      - "*.github.com"
      - "api.openai.com"
    denyLocalNetwork: true
  credentials:
    allowedKeys:
      - "GITHUB_TOKEN"
      - "OPENAI_API_KEY"
    maxExpirationHours: 24
  mcp:
    allowedTools:
      - "read_file"
      - "write_file"
      - "git_push"
    deniedTools:
      - "delete_production_db"
      - "send_email"
  audit:
    enabled: true
    logLevel: info
`
