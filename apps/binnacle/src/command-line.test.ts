import { describe, expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'

describe('the command line', () => {
  it('means up when it names no command', () => {
    expect(readCommandLine([])).toMatchObject({ command: 'up', replicas: 2, port: 6443 })
    expect(readCommandLine(['stop'])).toMatchObject({ command: 'stop' })
    expect(readCommandLine(['up', '--help'])).toMatchObject({ command: 'help' })
  })

  it('hands on the flags of the API server, with files named from here', () => {
    const { handedOn } = readCommandLine(['--token-auth-file=t.csv', '--no-controllers', '--v=2'])
    expect([...handedOn].sort()).toEqual([
      '--controllers=false',
      `--token-auth-file=${process.cwd()}/t.csv`,
      '--v=2',
    ])
  })

  it.each([
    [['upp'], 'unknown command "upp"'],
    [['--replicas=0'], '--replicas must be between 1 and 64'],
    [['--port=65535'], '--port must leave room'],
    [['--secure-port=1'], 'unknown flag: --secure-port'],
  ])('refuses %j', (args, words) => {
    expect(() => readCommandLine(args)).toThrow(words)
  })
})
