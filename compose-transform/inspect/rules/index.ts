import type { Rule } from '../rule.ts'
import { extraHosts } from './extra-hosts.ts'
import { localLogging } from './local-logging.ts'
import { movingTag } from './moving-tag.ts'
import { noAddedCapability } from './no-added-capability.ts'
import { noApiSocket } from './no-api-socket.ts'
import { noCgroupParent } from './no-cgroup-parent.ts'
import { noDevice } from './no-device.ts'
import { noDockerSocket } from './no-docker-socket.ts'
import { noEscapingCapability } from './no-escaping-capability.ts'
import { noExternalLinks } from './no-external-links.ts'
import { noExternalNetwork } from './no-external-network.ts'
import { noExternalVolume } from './no-external-volume.ts'
import { noForeignNamespace } from './no-foreign-namespace.ts'
import { noForeignNetwork } from './no-foreign-network.ts'
import { noForeignNetworkDriver } from './no-foreign-network-driver.ts'
import { noForeignRuntime } from './no-foreign-runtime.ts'
import { noForeignVolumes } from './no-foreign-volumes.ts'
import { noHostBuild } from './no-host-build.ts'
import { noHostConfig } from './no-host-config.ts'
import { noHostEnvFile } from './no-host-env-file.ts'
import { noHostNamespace } from './no-host-namespace.ts'
import { noHostNetwork } from './no-host-network.ts'
import { noHostPath } from './no-host-path.ts'
import { noHostVolume } from './no-host-volume.ts'
import { noKernelSetting } from './no-kernel-setting.ts'
import { noModels } from './no-models.ts'
import { noNameSpoofing } from './no-name-spoofing.ts'
import { noOwnFiles } from './no-own-files.ts'
import { noPrivileged } from './no-privileged.ts'
import { noPrivilegedGroup } from './no-privileged-group.ts'
import { noPrivilegedHook } from './no-privileged-hook.ts'
import { noProvider } from './no-provider.ts'
import { noReservedMount } from './no-reserved-mount.ts'
import { noRuntimeAnnotation } from './no-runtime-annotation.ts'
import { noSecretElsewhere } from './no-secret-elsewhere.ts'
import { noSecretFile } from './no-secret-file.ts'
import { noSecretInEnvironment } from './no-secret-in-environment.ts'
import { noSharedFilesWithExempt } from './no-shared-files-with-exempt.ts'
import { noSharedPropagation } from './no-shared-propagation.ts'
import { noSidecarVolume } from './no-sidecar-volume.ts'
import { noSystemPath } from './no-system-path.ts'
import { noWindows } from './no-windows.ts'
import { noWritableBuild } from './no-writable-build.ts'
import { reservedName } from './reserved-name.ts'
import { securityOptions } from './security-options.ts'
import { ungovernedBuild } from './ungoverned-build.ts'
import { writableRepository } from './writable-repository.ts'

/** Every rule, in the order of their ids. */
export const rules: readonly Rule[] = [
  extraHosts,
  localLogging,
  movingTag,
  noAddedCapability,
  noApiSocket,
  noCgroupParent,
  noDevice,
  noDockerSocket,
  noEscapingCapability,
  noExternalLinks,
  noExternalNetwork,
  noExternalVolume,
  noForeignNamespace,
  noForeignNetwork,
  noForeignNetworkDriver,
  noForeignRuntime,
  noForeignVolumes,
  noHostBuild,
  noHostConfig,
  noHostEnvFile,
  noHostNamespace,
  noHostNetwork,
  noHostPath,
  noHostVolume,
  noKernelSetting,
  noModels,
  noNameSpoofing,
  noOwnFiles,
  noPrivileged,
  noPrivilegedGroup,
  noPrivilegedHook,
  noProvider,
  noReservedMount,
  noRuntimeAnnotation,
  noSecretElsewhere,
  noSecretFile,
  noSecretInEnvironment,
  noSharedFilesWithExempt,
  noSharedPropagation,
  noSidecarVolume,
  noSystemPath,
  noWindows,
  noWritableBuild,
  reservedName,
  securityOptions,
  ungovernedBuild,
  writableRepository,
]
