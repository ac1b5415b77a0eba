import type { NewId } from '../../core/environment/ports';
import { maximumResources, maximumStoredBytes } from '../sandboxLimits';
import type { JsonObject } from '../json';
import { crestFailure, type CrestFailure } from './crestFailure';

/** `free` takes any JSON object; `managed-user` has the schema and the policies of a hosted tenant. */
export type RepositoryKind = 'free' | 'managed-user';

/** One collection of CREST resources. */
export interface CrestRepository {
  /** Below the host, without slashes at the ends: `openidm/managed/alpha_user`. */
  readonly path: string;
  readonly kind: RepositoryKind;
  readonly resources: Map<string, StoredResource>;
  /** IDs by the lower-case user name; only managed users need one of their own. */
  readonly idsByName: Map<string, string>;
  storedBytes: number;
}

/** A resource never changes: an update puts another one in its place. */
export interface StoredResource {
  readonly id: string;
  /** Opaque to clients; the part before the last hyphen stays, the number grows. */
  readonly revision: string;
  /** Without `_id` and `_rev`. */
  readonly content: JsonObject;
  readonly bytes: number;
}

/** An empty collection. */
export function createRepository(path: string, kind: RepositoryKind): CrestRepository {
  return { path, kind, resources: new Map(), idsByName: new Map(), storedBytes: 0 };
}

/** Puts a resource in, new or in the place of the one with its ID; refused where the sandbox would grow too large. */
export function storeResource(
  repository: CrestRepository,
  id: string,
  content: JsonObject,
  newId: NewId,
): StoredResource | CrestFailure {
  const previous = repository.resources.get(id);
  const bytes = JSON.stringify(content).length;
  const storedBytes = repository.storedBytes - (previous?.bytes ?? 0) + bytes;
  if (!previous && repository.resources.size >= maximumResources) {
    return crestFailure(503, `The sandbox holds at most ${maximumResources} resources. Delete some, or start it anew`);
  }
  if (storedBytes > maximumStoredBytes) {
    return crestFailure(503, 'The sandbox has no memory left for more. Delete resources, or start it anew');
  }
  const resource: StoredResource = { id, revision: nextRevision(previous, newId), content, bytes };
  repository.storedBytes = storedBytes;
  repository.resources.set(id, resource);
  updateName(repository, id, previous?.content, content);
  return resource;
}

/** Takes a resource out. */
export function removeResource(repository: CrestRepository, resource: StoredResource): void {
  repository.resources.delete(resource.id);
  repository.storedBytes -= resource.bytes;
  updateName(repository, resource.id, resource.content, undefined);
}

/** The key under which a user name is unique. */
export function nameKey(content: JsonObject | undefined): string | undefined {
  const name = content && Object.hasOwn(content, 'userName') ? content['userName'] : undefined;
  return typeof name === 'string' ? name.toLowerCase() : undefined;
}

/** A resource with the two members the server adds. */
export function withIdentity(resource: StoredResource): JsonObject {
  return { _id: resource.id, _rev: resource.revision, ...resource.content };
}

/** What a client sent, without the members that are the server's. */
export function withoutIdentity(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== '_id' && name !== '_rev'));
}

function nextRevision(previous: StoredResource | undefined, newId: NewId): string {
  if (!previous) return `${newId()}-1`;
  const hyphen = previous.revision.lastIndexOf('-');
  return `${previous.revision.slice(0, hyphen)}-${Number(previous.revision.slice(hyphen + 1)) + 1}`;
}

function updateName(
  repository: CrestRepository,
  id: string,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): void {
  if (repository.kind !== 'managed-user') return;
  const [old, current] = [nameKey(before), nameKey(after)];
  if (old !== undefined) repository.idsByName.delete(old);
  if (current !== undefined) repository.idsByName.set(current, id);
}
