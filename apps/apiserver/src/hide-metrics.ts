// in: the text of /metrics and names → out: the text without these metrics. Never: what they measure.

/** The suffixes under which one histogram or summary shows its parts. */
const parts = /_(bucket|sum|count)$/

export function hideMetrics(
  render: () => Promise<string>,
  names: readonly string[],
): () => Promise<string> {
  if (names.length === 0) return render
  const hidden = new Set(names)
  return async () =>
    (await render())
      .split('\n')
      .filter((line) => {
        const name = /^(?:# (?:HELP|TYPE) )?([\w:]+)/.exec(line)?.[1]
        return name === undefined || !(hidden.has(name) || hidden.has(name.replace(parts, '')))
      })
      .join('\n')
}
