// in: nothing → out: an etcd for tests, and troubles on the way to it. Never: outside tests.
export * from './start-etcd.ts'
export * from './test-proxy.ts'
