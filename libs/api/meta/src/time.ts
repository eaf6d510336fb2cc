// in: a moment → out: its text in the API. Never: a clock.

/** RFC 3339 in whole seconds, UTC: metav1.Time. */
export function formatTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`
}

/** RFC 3339 with six fraction digits, UTC: metav1.MicroTime. */
export function formatMicroTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 23)}000Z`
}
