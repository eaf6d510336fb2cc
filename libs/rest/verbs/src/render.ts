// in: an object or list and the form asked for → out: the reply. Never: what is in the object.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import type { KubeObject, Status } from '@binnacle/meta'
import type { ObjectList } from '@binnacle/objects'
import { toServed } from './versions.ts'
import type { Write } from './write.ts'

export interface Form {
  readonly json: true
}

export const replyObject = {
  negotiate(request: ResourceRequest): Form {
    void request
    return { json: true }
  },
  render(write: Pick<Write, 'def'>, form: Form, status: number, object: KubeObject): Reply {
    void form
    const body = JSON.stringify(toServed(object, write.def))
    return { status, headers: [['Content-Type', 'application/json']], body }
  },
  renderAs(form: Form, status: number, object: KubeObject): Reply {
    void form
    return { status, headers: [['Content-Type', 'application/json']], body: JSON.stringify(object) }
  },
  renderStatus(write: Pick<Write, 'def'>, form: Form, status: number, object: Status): Reply {
    void form
    void write
    return { status, headers: [['Content-Type', 'application/json']], body: JSON.stringify(object) }
  },
}

export const replyList = {
  renderObjects(
    write: Pick<Write, 'def'>,
    form: Form,
    list: ObjectList,
    items: readonly KubeObject[],
  ): Reply {
    void form
    const { def } = write
    const body = JSON.stringify({
      kind: def.listKind,
      apiVersion: def.group === '' ? def.version : `${def.group}/${def.version}`,
      metadata: {
        resourceVersion: String(list.revision),
        continue: list.continue,
        remainingItemCount: list.remaining,
      },
      items: items.map((item) => toServed(item, def)),
    })
    return { status: 200, headers: [['Content-Type', 'application/json']], body }
  },
}
