// in: nothing → out: what a health check is. Never: what is checked.

export interface HealthCheck {
  /** As in the path: `etcd`, `poststarthook/rbac/bootstrap-roles`. */
  readonly name: string
  /** Throws, with the reason for the log, when something is wrong. */
  check(): Promise<void> | void
}

/** A part of the server that is ready from some moment on. */
export class Milestone {
  #reached = false

  reach(): void {
    this.#reached = true
  }

  get reached(): boolean {
    return this.#reached
  }

  /** A check that passes once the milestone was reached. */
  as(name: string): HealthCheck {
    return {
      name,
      check: () => {
        if (!this.#reached) throw new Error('not finished')
      },
    }
  }
}
