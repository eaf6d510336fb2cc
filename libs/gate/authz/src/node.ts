// in: a question of a kubelet → out: whether its node has to do with what it asks for. Never: others' questions.
import type { AccessAnswer, AccessQuestion, User } from '@binnacle/exchange'
import { requiredValue } from './required-value.ts'
import type { NodeIndex } from './node-index.ts'
import { nodeRules } from './node-rules.ts'
import { allowsSome } from './rbac.ts'

const userPrefix = 'system:node:'
const yes: AccessAnswer = { decision: 'allow', reason: '' }
const no = (reason: string): AccessAnswer => ({ decision: 'noOpinion', reason })
const silent = no('')

/** undefined: not a node; '': one without a name. */
export function nodeOfUser({ name, groups }: User): string | undefined {
  if (!name.startsWith(userPrefix) || !groups.includes('system:nodes')) return undefined
  return name.slice(userPrefix.length)
}

type Rule = (node: string, asked: AccessQuestion, index: NodeIndex) => AccessAnswer

const ruleOf: Readonly<Record<string, Rule>> = {
  '/secrets': readOne,
  '/configmaps': readOne,
  '/persistentvolumeclaims': (node, asked, index) =>
    asked.subresource === 'status' ? writeStatus(node, asked, index) : getOne(node, asked, index),
  '/persistentvolumes': getOne,
  'resource.k8s.io/resourceclaims': getOne,
  'storage.k8s.io/volumeattachments': getOne,
  '/serviceaccounts': serviceAccount,
  'coordination.k8s.io/leases': lease,
  'storage.k8s.io/csinodes': csiNode,
  'resource.k8s.io/resourceslices': resourceSlice,
  '/nodes': ownNode,
  '/pods': pod,
  'certificates.k8s.io/podcertificaterequests': certificateRequest,
}

export function decideForNode(asked: AccessQuestion, index: NodeIndex): AccessAnswer {
  const node = nodeOfUser(asked.user)
  if (node === undefined) return silent
  if (node === '') return no(`unknown node for user ${JSON.stringify(asked.user.name)}`)
  if (asked.path === undefined) {
    const key = `${asked.group}/${asked.resource}`
    const rule = Object.hasOwn(ruleOf, key) ? ruleOf[key] : undefined
    if (rule) return rule(node, asked, index)
  }
  return allowsSome(nodeRules, asked) ? yes : silent
}

function related(node: string, asked: AccessQuestion, index: NodeIndex): AccessAnswer {
  if (asked.name === '') return no('No Object name found')
  const namespace = clusterScoped.has(asked.resource) ? '' : asked.namespace
  return index.isRelated(node, asked.resource, namespace, asked.name)
    ? yes
    : no(`no relationship found between node '${node}' and this object`)
}

const clusterScoped = new Set(['persistentvolumes', 'volumeattachments', 'resourceslices'])

function readOne(node: string, asked: AccessQuestion, index: NodeIndex): AccessAnswer {
  if (!['get', 'list', 'watch'].includes(asked.verb)) {
    return no('can only read resources of this type')
  }
  if (asked.subresource !== '') return no('cannot read subresource')
  if (asked.namespace === '') return no('can only read namespaced object of this type')
  return related(node, asked, index)
}

function getOne(node: string, asked: AccessQuestion, index: NodeIndex): AccessAnswer {
  if (asked.verb !== 'get') return no('can only get individual resources of this type')
  if (asked.subresource !== '') return no('cannot get subresource')
  return related(node, asked, index)
}

function writeStatus(node: string, asked: AccessQuestion, index: NodeIndex): AccessAnswer {
  if (asked.verb !== 'update' && asked.verb !== 'patch') {
    return no('can only get/update/patch this type')
  }
  return related(node, asked, index)
}

function serviceAccount(node: string, asked: AccessQuestion, index: NodeIndex): AccessAnswer {
  if (asked.verb === 'get' && asked.subresource === '') return readOne(node, asked, index)
  if (asked.verb !== 'create' || asked.name === '') {
    return no('can only create tokens for individual service accounts')
  }
  if (asked.subresource !== 'token') {
    return no('can only create token subresource of serviceaccount')
  }
  return related(node, asked, index)
}

const own = ['get', 'create', 'update', 'patch', 'delete']

function lease(node: string, { verb, namespace, name }: AccessQuestion): AccessAnswer {
  if (!own.includes(verb)) {
    return no('can only get, create, update, patch, or delete a node lease')
  }
  if (namespace !== 'kube-node-lease') {
    return no('can only access leases in the "kube-node-lease" system namespace')
  }
  if (verb !== 'create' && name !== node) {
    return no('can only access node lease with the same name as the requesting node')
  }
  return yes
}

function csiNode(node: string, { verb, subresource, name }: AccessQuestion): AccessAnswer {
  if (subresource === 'status') {
    return no('CSINode status access requires CSIVolumeHealth feature')
  }
  if (subresource !== '') return no('cannot authorize CSINode subresources')
  if (!own.includes(verb)) return no('can only get, create, update, patch, or delete a CSINode')
  if (verb !== 'create' && name !== node) {
    return no('can only access CSINode with the same name as the requesting node')
  }
  return yes
}

function resourceSlice(node: string, asked: AccessQuestion, index: NodeIndex): AccessAnswer {
  if (asked.subresource !== '') return no('cannot authorize ResourceSlice subresources')
  switch (asked.verb) {
    case 'create':
      return yes
    case 'get':
    case 'update':
    case 'patch':
    case 'delete':
      return related(node, asked, index)
    case 'watch':
    case 'list':
    case 'deletecollection':
      if (requiredValue(asked.fieldSelector, 'spec.nodeName') === node) return yes
      return no('can only list/watch/deletecollection resourceslices with nodeName field selector')
    default:
      return no(
        'only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, ' +
          'patch, delete, deletecollection',
      )
  }
}

function certificateRequest(node: string, asked: AccessQuestion, index: NodeIndex): AccessAnswer {
  if (asked.subresource !== '') {
    return no('nodes may not access the status subresource of PodCertificateRequests')
  }
  switch (asked.verb) {
    case 'create':
      return yes
    case 'get':
      return related(node, asked, index)
    case 'list':
    case 'watch':
      if (requiredValue(asked.fieldSelector, 'spec.nodeName') === node) return yes
      return no('can only list/watch podcertificaterequests with nodeName field selector')
    default:
      return no(`nodes may not ${asked.verb} podcertificaterequests`)
  }
}

function ownNode(node: string, { verb, subresource, name }: AccessQuestion): AccessAnswer {
  const writes = verb === 'update' || verb === 'patch'
  if (subresource === 'status') return writes ? yes : silent
  if (subresource !== '') return silent
  if (writes || verb === 'create') return yes
  if (!['get', 'list', 'watch'].includes(verb)) return silent
  if (name === node) return yes
  return name === ''
    ? no(`node '${node}' cannot read all nodes, only its own Node object`)
    : no(`node '${node}' cannot read '${name}', only its own Node object`)
}

function pod(node: string, asked: AccessQuestion, index: NodeIndex): AccessAnswer {
  const { verb, subresource } = asked
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? yes : silent
  if (subresource === 'eviction') return verb === 'create' ? yes : silent
  if (subresource !== '') return silent
  if (verb === 'get') return getOne(node, asked, index)
  if (verb === 'create' || verb === 'delete') return yes
  if (verb !== 'list' && verb !== 'watch') return silent
  if (requiredValue(asked.fieldSelector, 'spec.nodeName') === node) return yes
  if (asked.name !== '') return related(node, asked, index)
  return no('can only list/watch pods with spec.nodeName field selector')
}
