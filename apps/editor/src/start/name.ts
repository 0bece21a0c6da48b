const idLine = /^id:[ \t]*(["']?)([A-Za-z0-9][\w-]*)\1/m;

/** A name that nobody has yet: the wished one, or with the first number that is free. */
export function freeName(wished: string, taken: ReadonlySet<string>): string {
  let name = wished;
  for (let number = 2; taken.has(name); number += 1) name = `${wished}-${number}`;
  return name;
}

/** The id that a document gives itself; undefined where it has none that could be a name. */
export function namedIn(document: string): string | undefined {
  return idLine.exec(document)?.[2];
}

/** The document under another name; one that has none gets it, and nothing else changes. */
export function renamed(document: string, id: string): string {
  const known = namedIn(document);
  if (known === id) return document;
  if (known !== undefined) return document.replace(idLine, `id: ${id}`);
  return /^baton:/m.test(document) ? document.replace(/^(baton:.*)$/m, `$1\nid: ${id}`) : `baton: 1\nid: ${id}\n${document}`;
}
