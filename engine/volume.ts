import type { Docker } from './docker.ts'

/**
 * The volume of the audit trail. It belongs to no project, so that `down --volumes` of one does not take away the
 * record of what its agents did.
 */
export const auditVolume = 'docker-ai-governance-audit'

/** Makes sure that the volume is there. Owner and mode come from the image's folder when it is first mounted. */
export async function ensureAuditVolume(docker: Docker, name: string = auditVolume): Promise<void> {
  await docker.text(['volume', 'create', '--label', 'ai.docker.governance.volume=audit', name])
}

/** Whether the engine has a volume of this name. */
export async function hasVolume(docker: Docker, name: string): Promise<boolean> {
  return (await docker.capture(['volume', 'inspect', name])).code === 0
}
