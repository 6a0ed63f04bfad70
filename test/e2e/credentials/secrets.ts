/**
 * Twelve real secrets of a test, by where they come from. Each has a shape of its own, and none is in any file that the
 * agent can read.
 */
export const secrets = {
  // The caller's environment
  GITHUB_TOKEN: 'ghp_pL4nt3dGithubToken0123456789abcdefXY',
  OPENAI_API_KEY: 'sk-proj-pL4nt3d/OpenAi+Key="odd"<&>0123456789',
  NPM_TOKEN: 'npm_pL4nt3dNpmToken0123456789abcdefXYZW',
  PIP_TOKEN: 'pL4nt3d-pip-token-0123456789',
  AWS_ACCESS_KEY_ID: 'AKIAPL4NT3DACCESSKEY',
  AWS_SECRET_ACCESS_KEY: 'pL4nt3d/Aws+SecretAccessKey/0123456789ab',
  AWS_SESSION_TOKEN: 'IQoJpL4nt3dAwsSessionToken//////0123456789==',
  // Other sources
  COMMAND_KEY: 'cmd_pL4nt3dByCommand0123456789',
  MOUNTED_KEY: 'mnt_pL4nt3dAsDockerSecret0123456789',
  CLIENT_SECRET: 'cs_pL4nt3dClientSecret0123456789',
  MINTED_KEY: 'minted_pL4nt3dAccessToken0123456789',
  // Found in the Compose file, and allowed by no policy
  DATABASE_PASSWORD: 'pL4nt3d-database-password-73',
} as const

export type SecretName = keyof typeof secrets
