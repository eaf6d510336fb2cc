// in: nothing → out: the answer, as bytes to come. Never: how bytes get to a socket.
import type { Duplex } from 'node:stream'

export type HeaderList = ReadonlyArray<readonly [string, string]>

/** Where a streamed body is written. */
export interface BodySink {
  /**
   * false: the client is slow, wait for `drained()`. `sent` is called, if ever, once the chunk's
   * memory may be used for something else.
   */
  write(chunk: Uint8Array, sent?: () => void): boolean
  /** Resolves when there is room again, or at once when the client is gone. */
  drained(): Promise<void>
  end(): void
  /** The client is gone or the server ends the stream. */
  readonly closed: boolean
  onClose(listener: () => void): void
  /** Bytes accepted but not yet sent. */
  readonly bufferedBytes: number
}

export type Reply =
  | {
      readonly status: number
      readonly headers: HeaderList
      readonly body: Uint8Array | string | readonly Uint8Array[]
    }
  | {
      readonly status: number
      readonly headers: HeaderList
      /** Called once the head was sent; the stream lasts until `end` or the promise rejects. */
      readonly stream: (sink: BodySink) => void | Promise<void>
      /** It may end anywhere, as watches do: a server on its way out need not wait for its end. */
      readonly endless?: boolean
      /** Of an endless one: resolves when what it begins with was sent, or its end came first. */
      readonly initial?: Promise<void>
    }
  | {
      /** The connection leaves HTTP: the taker writes its own head (101) and owns the socket. */
      readonly upgrade: (socket: Duplex, head: Uint8Array) => void | Promise<void>
    }
