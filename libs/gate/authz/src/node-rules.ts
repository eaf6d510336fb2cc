// in: nothing → out: what every node may do, whatever it runs. Never: objects that belong to some nodes.
import { type CompiledRule, compileRule } from './policy-rule.ts'

const read = ['get', 'list', 'watch']
const own = ['create', 'delete', 'get', 'patch', 'update']

/** verbs, API groups, resources */
const table: readonly (readonly [string[], string[], string[]])[] = [
  [['create'], ['authentication.k8s.io'], ['tokenreviews']],
  [['create'], ['authorization.k8s.io'], ['localsubjectaccessreviews', 'subjectaccessreviews']],
  [read, [''], ['services']],
  [['get'], [''], ['endpoints']],
  [['create', 'patch', 'update'], ['', 'events.k8s.io'], ['events']],
  [['create', ...read], ['certificates.k8s.io'], ['certificatesigningrequests']],
  [read, ['certificates.k8s.io'], ['clustertrustbundles']],
  [own, ['coordination.k8s.io'], ['leases']],
  [read, ['storage.k8s.io'], ['csidrivers']],
  [read, ['node.k8s.io'], ['runtimeclasses']],
]

export const nodeRules: readonly CompiledRule[] = table.map(([verbs, apiGroups, resources]) =>
  compileRule({ verbs, apiGroups, resources }),
)
