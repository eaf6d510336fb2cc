export { type CacheOptions, CachedStore, openCache } from './cached-store.ts'
export { type CachedList, CachedItems } from './cached-list.ts'
export { CachedObject } from './cached-object.ts'
