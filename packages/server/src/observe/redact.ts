/** Fields whose values nobody needs in a log, however they are written. */
const named =
  /("(?:authorization|proxy-authorization|cookie|set-cookie|x-api-key|api[-_]?key|apikey|secret|client[-_]?secret|password|passwd|access[-_]?token|refresh[-_]?token|token|private[-_]?key)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;

/** The same inside a text that is JSON itself, as in the message of an error. */
const namedInside = /(\\"(?:authorization|cookie|x-api-key|api[-_]?key|secret|password|token)\\"\s*:\s*)\\"(?:[^"\\]|\\[^"])*\\"/gi;

/** Values that are secrets by their shape: Baton's keys, OpenAI's, GitHub's, Slack's, AWS's, JWTs, what follows `Bearer`, and passwords in addresses. */
const shaped =
  /\bbat_[\w-]+_[\w-]{16,}|\bsk-[\w-]{16,}|\bgh[opsur]_\w{20,}|\bgithub_pat_\w{20,}|\bxox[abprs]-[\w-]{10,}|\bAKIA[\dA-Z]{16}\b|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+|\bwhsec_[\w+/=-]{8,}|(?<=\bBearer\s+)[\w.~+/=-]{8,}|(?<=:\/\/[^/\s:@"]{0,64}:)[^@\s/"]+(?=@)/gi;

/** Strikes out what looks like a secret in a line of JSON, which stays JSON. */
export function redact(line: string): string {
  return line.replace(named, '$1"[redacted]"').replace(namedInside, '$1\\"[redacted]\\"').replace(shaped, "[redacted]");
}
