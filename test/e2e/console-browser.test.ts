// The console in a real browser: alive, safe from hostile names, usable without a mouse.
import { mkdirSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bringChromium } from '../harness/bring-chromium.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { freePorts } from '../harness/free-ports.ts'
import { type KubectlProxy, kubectlProxy } from '../harness/kubectl-proxy.ts'

const executablePath = bringChromium('the console in a browser')
/** A folder for screenshots, to be looked at. */
const shots = process.env.BINNACLE_SCREENSHOTS
const evil = '<script>document.title="owned"</script><img src=x onerror="document.title=1">'
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

describe.skipIf(executablePath === undefined)('the console in a browser', () => {
  let cluster: TestCluster
  let proxy: KubectlProxy
  let browser: Browser
  let page: Page
  let insecure: number
  const wrong: string[] = []
  const asked = new Set<string>()

  async function open(url: string): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } })
    const opened = await context.newPage()
    opened.on('console', (said) => {
      if (said.type() === 'error') wrong.push(said.text())
    })
    opened.on('pageerror', (error) => wrong.push(error.message))
    opened.on('dialog', (dialog) => {
      wrong.push(dialog.message())
      void dialog.dismiss()
    })
    opened.on('request', (request) => asked.add(request.url()))
    await opened.goto(url)
    return opened
  }
  const state = (of = page) => of.locator('#state').textContent()
  const live = (of = page) => expect.poll(() => state(of), { timeout: 30_000 }).toBe('live')
  const shoot = async (name: string) => {
    if (shots === undefined) return
    mkdirSync(shots, { recursive: true })
    await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })
  }
  const send = (path: string, user: string, agent: string) =>
    fetch(`${proxy.url}${path}`, {
      headers: { 'impersonate-user': user, 'user-agent': agent },
    })

  beforeAll(async () => {
    insecure = await freePorts(1)
    cluster = await startCluster({ flags: [`--insecure-port=${insecure}`] })
    proxy = await kubectlProxy(cluster)
    browser = await chromium.launch({ executablePath: executablePath as string, args })
    page = await open(`${proxy.url}/console`)
  })
  afterAll(async () => {
    await browser?.close()
    proxy?.stop()
    await cluster?.remove()
  })

  it('is alive behind kubectl proxy, and on the insecure port', async () => {
    await live()
    const other = await open(`http://127.0.0.1:${insecure}/console`)
    await live(other)
    expect(await other.locator('#tables section').count()).toBe(9)
    await other.context().close()
  })

  it('shows hostile names as the texts that they are', async () => {
    for (let i = 0; i < 4; i++) await send('/api/v1/secrets', evil, '<img/1')
    for (let i = 0; i < 60; i++) await send(`/<b>${i}</b>`, `user-${i}`, `program-${i}/1`)
    const rows = page.locator('section', { hasText: 'Requests by client' }).locator('tbody tr')
    await expect.poll(() => rows.count(), { timeout: 20_000 }).toBeGreaterThan(60)
    const [row] = await rows.filter({ hasText: 'onerror' }).all()
    expect((await row?.locator('td').allTextContents())?.slice(0, 2)).toEqual([evil, '<img'])
    expect(await page.locator('script').count()).toBe(1)
    expect(await page.locator('img, b').count()).toBe(0)
    expect(await page.title()).toBe('binnacle console')
    expect(await page.getByText('/%3Cb%3E59%3C/b%3E').count()).toBeGreaterThan(0)
    await shoot('light')
  })

  it('tells rates once it has looked twice', async () => {
    const first = page.locator('#cards dd').first()
    await expect.poll(() => first.textContent(), { timeout: 20_000 }).toMatch(/^[\d.,]+$/)
  })

  it('asks nobody but the server, and breaks none of its own rules', async () => {
    const origins = new Set([...asked].map((url) => new URL(url).origin))
    origins.delete('null')
    expect([...origins].sort()).toEqual([proxy.url, `http://127.0.0.1:${insecure}`].sort())
    expect(wrong).toEqual([])
  })

  it('can be read and stopped with the keyboard', async () => {
    await page.reload()
    await live()
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('To the figures')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    expect(await state()).toBe('paused')
    const pause = page.getByRole('button', { name: 'Pause' })
    expect(await pause.getAttribute('aria-pressed')).toBe('true')
    await page.keyboard.press('Tab')
    const role = 'document.activeElement.getAttribute("role")'
    expect(await page.evaluate(role)).toBe('region')
    for (const name of ['Replicas', 'etcd members', 'Open watches', 'Quota use']) {
      expect(await page.getByRole('region', { name }).count()).toBe(1)
    }
    await pause.click()
    await live()
  })

  it('is dark where people want it dark, and fits a narrow window', async () => {
    const ground = 'getComputedStyle(document.body).backgroundColor'
    await page.emulateMedia({ colorScheme: 'light' })
    const light = await page.evaluate(ground)
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await page.evaluate(ground)).not.toBe(light)
    await shoot('dark')
    await page.setViewportSize({ width: 380, height: 800 })
    const over = 'document.documentElement.scrollWidth - innerWidth'
    expect(await page.evaluate(over)).toBeLessThanOrEqual(0)
    await shoot('narrow')
    await page.setViewportSize({ width: 1400, height: 1000 })
    await page.emulateMedia({ colorScheme: 'light' })
  })

  it('says so when nobody answers any more', async () => {
    await cluster.stop()
    await expect.poll(() => state(), { timeout: 30_000 }).not.toBe('live')
    expect(await page.locator('body').getAttribute('class')).toBe('stale')
    await shoot('lost')
  })
})
