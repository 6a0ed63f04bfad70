import { dirname, isAbsolute, resolve } from 'node:path'
import type { Disk } from './disk.ts'
import { composeModel, fieldName, type Spot } from './model/compose.ts'
import { type SourceFile, sourceFile } from './model/file.ts'
import { type OfferedTools, offeredToolsFile, readOfferedTools } from './offered-tools.ts'
import { fileKey, uriOf } from './uri.ts'

/** A policy path in a Compose file, and the policy it leads to. */
export interface PolicyReference {
  compose: SourceFile
  spot: Spot
  /** Where the path leads; undefined while a variable in it is unknown. */
  target: string | undefined
  /** The service that the reference stands on; undefined: the whole file. */
  service: string | undefined
}

/**
 * The files that this server knows: open ones as the editor has them, others as the disk has them.
 * A file on disk is read again when its time or size has changed, so that it is right without file watching as well.
 */
export class Workspace {
  readonly #disk: Disk
  readonly #open = new Map<string, SourceFile>()
  readonly #read = new Map<string, { stamp: string; file: SourceFile }>()
  #folders: string[] = []
  #listing: Promise<readonly string[]> | undefined
  #offered: { stamp: string | undefined; folders: ReadonlyMap<string, OfferedTools> } = {
    stamp: undefined,
    folders: new Map(),
  }
  #largest = Number.POSITIVE_INFINITY

  constructor(disk: Disk) {
    this.#disk = disk
  }

  setFolders(folders: readonly string[]): void {
    this.#folders = [...folders]
    this.#listing = undefined
  }

  /** Longer texts are left out where many files are looked through: reading them would hold up everything else. */
  setLargest(length: number): void {
    this.#largest = length
  }

  get folders(): readonly string[] {
    return this.#folders
  }

  open(file: SourceFile): void {
    this.#open.set(file.path, file)
  }

  close(uri: string): void {
    this.#open.delete(fileKey(uri))
  }

  openFile(uri: string): SourceFile | undefined {
    return this.#open.get(fileKey(uri))
  }

  openFiles(): SourceFile[] {
    return [...this.#open.values()]
  }

  /** Forgets which files there are; called when some were made, deleted or renamed. */
  filesChanged(): void {
    this.#listing = undefined
  }

  /** A file by its path: the open one, else the one on disk; undefined when there is none that can be read. */
  async read(path: string): Promise<SourceFile | undefined> {
    const open = this.#open.get(path)
    if (open) return open
    const stamp = await this.#disk.stamp(path)
    if (stamp === undefined) {
      this.#read.delete(path)
      return undefined
    }
    const known = this.#read.get(path)
    if (known?.stamp === stamp) return known.file
    const text = await this.#disk.read(path)
    if (text === undefined) return undefined
    const file = sourceFile(uriOf(path), text)
    this.#read.set(path, { stamp, file })
    return file
  }

  /** Every policy and Compose file of the folders, and every open one. */
  async files(): Promise<SourceFile[]> {
    this.#listing ??= this.#disk.list(this.#folders)
    const paths = new Set([...(await this.#listing), ...this.#open.keys()])
    const files = await Promise.all([...paths].map((path) => this.read(path)))
    return files.filter((file) => file?.kind !== undefined) as SourceFile[]
  }

  async composeFiles(): Promise<SourceFile[]> {
    return (await this.files()).filter((file) => file.kind === 'compose' && this.#isSmall(file))
  }

  async policyFiles(): Promise<SourceFile[]> {
    return (await this.files()).filter((file) => file.kind === 'policy' && this.#isSmall(file))
  }

  #isSmall({ text }: SourceFile): boolean {
    return text.length <= this.#largest
  }

  /** The policy paths in one Compose file, those of the whole file first. */
  references(compose: SourceFile): PolicyReference[] {
    if (!compose.text.includes(fieldName)) return [] // most files have none, and need not be parsed for that
    const model = composeModel(compose.source)
    const reference = (spot: Spot, service?: string): PolicyReference => ({
      compose,
      spot,
      service,
      target: resolvePolicyPath(compose, spot.value),
    })
    return [
      ...model.policies.map((spot) => reference(spot)),
      ...[...model.services.values()].flatMap(({ name, policies }) =>
        policies.map((spot) => reference(spot, name)),
      ),
    ]
  }

  /** Who refers to a policy file. */
  async referencesTo(policyPath: string): Promise<PolicyReference[]> {
    const files = await this.composeFiles()
    return files
      .flatMap((compose) => this.references(compose))
      .filter(({ target }) => target === policyPath)
  }

  /**
   * What the MCP servers of a Compose file's project were last seen to offer, by server; empty where nobody has looked.
   */
  async offeredTools(compose: SourceFile): Promise<OfferedTools> {
    const path = offeredToolsFile()
    const stamp = await this.#disk.stamp(path)
    if (stamp !== this.#offered.stamp) {
      const text = stamp === undefined ? undefined : await this.#disk.read(path)
      this.#offered = { stamp, folders: readOfferedTools(text ?? '') }
    }
    return this.#offered.folders.get(dirname(compose.path)) ?? new Map()
  }

  /** The policies under which a service of a Compose file runs; undefined when one cannot be read. */
  async policiesOf(
    compose: SourceFile,
    service: string | undefined,
  ): Promise<SourceFile[] | undefined> {
    const wanted = this.references(compose).filter(
      (reference) => reference.service === undefined || reference.service === service,
    )
    const files = await Promise.all(
      wanted.map(({ target }) => (target === undefined ? undefined : this.read(target))),
    )
    return files.length > 0 && files.every((file) => file !== undefined)
      ? (files as SourceFile[])
      : undefined
  }
}

/**
 * Where a policy path of a Compose file leads: relative to the folder of the file, as Compose resolves paths.
 * Undefined for a path with a variable in it and for a file that is on no disk.
 */
export function resolvePolicyPath(compose: SourceFile, path: string): string | undefined {
  if (path.includes('$') || path.includes('\0') || path === '') return undefined
  if (isAbsolute(path)) return resolve(path)
  return isAbsolute(compose.path) ? resolve(dirname(compose.path), path) : undefined
}
