// in: jobs from the thread that serves → out: their results, one after the other. Never: anything else.
import { parentPort } from 'node:worker_threads'
import { ApiError } from '@binnacle/meta'
import { type Job, performJob } from './jobs.ts'

parentPort?.on('message', (job: Job) => {
  const warnings: string[] = []
  try {
    parentPort?.postMessage({ done: performJob(job, warnings), warnings })
  } catch (error) {
    const known = error instanceof ApiError
    const { message } = error as Error
    parentPort?.postMessage(
      known
        ? { refused: error.status, headers: error.headers, warnings }
        : { defect: message, warnings },
    )
  }
})
