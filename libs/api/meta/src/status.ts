// in: nothing → out: the shape of metav1.Status, the body of every refusal.

export interface StatusCause {
  reason?: string
  message?: string
  field?: string
}

export interface StatusDetails {
  name?: string
  group?: string
  kind?: string
  uid?: string
  causes?: StatusCause[]
  retryAfterSeconds?: number
}

export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number }
  status?: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: StatusDetails
  code: number
}
