// An unmodified kubectl finds its way through an ordinary day.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { kubectl } from '../harness/kubectl.ts'

/** Real manifests are not part of the project: they lie beside it where there are any. */
const boutique = fileURLToPath(
  new URL('../../../shared/manifests/online-boutique.yaml', import.meta.url),
)

describe('kubectl', () => {
  let cluster: TestCluster

  beforeAll(async () => {
    cluster = await startCluster()
  })

  afterAll(() => cluster?.remove())

  const ok = async (args: string, input?: string, env?: Record<string, string>) => {
    const said = await kubectl(cluster, args.split(' '), { input, env })
    expect(said, `kubectl ${args}`).toMatchObject({ code: 0 })
    return said.out
  }

  it('finds out what there is', async () => {
    expect(await ok('version')).toContain('Server Version: v1.37')
    expect(await ok('cluster-info')).toContain('is running at')
    expect(await ok('api-versions')).toContain('apps/v1')
    expect(await ok('api-resources')).toMatch(/deployments +deploy +apps\/v1 +true +Deployment/)
    expect(await ok('explain pods.spec.containers')).toContain('KIND:       Pod')
    expect(await ok('auth can-i create pods')).toBe('yes\n')
  })

  it.each([
    'configmap a --from-literal=k=v',
    'secret generic a --from-literal=k=v',
    'deployment a --image=nginx --replicas=2',
    'job a --image=busybox',
    'cronjob a --image=busybox --schedule=0,30,*,*,*,*',
    'service clusterip a --tcp=80',
    'serviceaccount a',
    'role a --verb=get --resource=pods',
    'rolebinding a --role=a --serviceaccount=default:a',
    'clusterrole a --verb=get --resource=nodes',
    'clusterrolebinding a --clusterrole=a --user=u',
    'namespace a',
    'quota a --hard=pods=2',
    'priorityclass a --value=10',
    'poddisruptionbudget a --selector=a=b --min-available=1',
    'ingress a --rule=host/path=svc:80',
  ])('creates %s', async (what) => {
    const args = `create ${what}`.replace('=0,30,*,*,*,*', '=@hourly')
    expect(await ok(args)).toMatch(/created/)
  })

  it('changes what is there', async () => {
    await ok('label deployment a tier=web')
    await ok('annotate deployment a note=hello')
    await ok('scale deployment a --replicas=3')
    await ok('set image deployment/a nginx=nginx:2')
    await ok('patch deployment a -p {"spec":{"paused":true}}')
    await ok('patch deployment a --type=merge -p {"spec":{"paused":false}}')
    await ok(
      'patch deployment a --type=json -p [{"op":"add","path":"/metadata/labels/x","value":"y"}]',
    )
    await ok('edit deployment a', undefined, { KUBE_EDITOR: 'sed -i s/replicas:.3/replicas:\\ 4/' })
    const made = JSON.parse(await ok('get deployment a -o json'))
    expect(made.spec.replicas).toBe(4)
    expect(made.spec.template.spec.containers[0].image).toBe('nginx:2')
    expect(made.metadata.labels).toMatchObject({ tier: 'web', x: 'y' })
    expect(await ok('get deployments')).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE/)
    expect(await ok('get deployment a -o name')).toBe('deployment.apps/a\n')
    expect(await ok('describe deployment a')).toContain('nginx:2')
    await ok('delete deployment a')
    await ok('wait --for=delete deployment/a --timeout=10s')
  })

  it('watches', async () => {
    const watching = kubectl(cluster, [
      'get',
      'configmaps',
      '-w',
      '--request-timeout=3s',
      '-o',
      'name',
    ])
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    await ok('create configmap while-watching')
    expect((await watching).out).toContain('configmap/while-watching')
  })

  it('applies on both sides, and sees the difference', async () => {
    const manifest = (text: string) => `apiVersion: v1
kind: ConfigMap
metadata: {name: applied}
data: {k: ${text}}
`
    expect(await ok('apply -f -', manifest('one'))).toContain('created')
    expect(await ok('apply -f -', manifest('one'))).toContain('unchanged')
    const diff = await kubectl(cluster, ['diff', '-f', '-'], { input: manifest('two') })
    expect(diff.code).toBe(1)
    expect(diff.out).toContain('+  k: two')
    expect(await ok('apply -f -', manifest('two'))).toContain('configured')
    expect(await ok('apply --server-side --force-conflicts -f -', manifest('three'))).toContain(
      'serverside-applied',
    )
    expect(await ok('get configmap applied -o jsonpath={.data.k}')).toBe('three')
  })

  it.skipIf(!existsSync(boutique))('takes a real application, and lets it go again', async () => {
    const applied = await ok(`apply -f ${boutique}`)
    expect(applied.match(/created/g)?.length).toBeGreaterThan(20)
    expect(await ok(`apply -f ${boutique}`)).not.toContain('created')
    await ok('get all -o wide')
    await ok(`diff -f ${boutique}`)
    await ok(`delete -f ${boutique}`)
  })
})
