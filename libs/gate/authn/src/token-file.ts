// in: the text of a static token file → out: users by token digest. Never: a token.
import type { User } from '@binnacle/exchange'
import { knownUser } from './known-user.ts'
import { tokenDigest } from './token-digest.ts'

/** Lines of `token,user,uid[,"group1,group2"]`. The last of equal tokens counts. */
export function readTokenFile(text: string, path: string): ReadonlyMap<string, User> {
  const users = new Map<string, User>()
  for (const record of readCsv(text)) {
    const [token = '', name = '', uid = '', groups] = record
    if (record.length < 3) {
      throw new Error(
        `token file '${path}' must have at least 3 columns (token, user name, user uid), ` +
          `found ${record.length}`,
      )
    }
    if (token === '') continue
    users.set(
      tokenDigest(token),
      knownUser({ name, uid, groups: groups === undefined ? [] : groups.split(',') }),
    )
  }
  return users
}

/** RFC 4180: quoted fields may hold commas, line breaks and doubled quotes; empty lines are skipped. */
function readCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let field = ''
  let quoted = false
  const endRecord = () => {
    record.push(field)
    field = ''
    if (record.length > 1 || record[0] !== '') records.push(record)
    record = []
  }
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string
    if (quoted) {
      if (char !== '"') field += char
      else if (text[at + 1] === '"') field += text[++at]
      else quoted = false
    } else if (char === '"' && field === '') quoted = true
    else if (char === ',') {
      record.push(field)
      field = ''
    } else if (char === '\n') endRecord()
    else if (char !== '\r' || text[at + 1] !== '\n') field += char
  }
  if (quoted) throw new Error('a quote in the token file is not closed')
  endRecord()
  return records
}
