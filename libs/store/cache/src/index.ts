export { CachedItems } from './cached-items.ts'
export { CachedList } from './cached-list.ts'
export { CachedObject } from './cached-object.ts'
export { type CacheOptions, CachedStore, openCache } from './cached-store.ts'
