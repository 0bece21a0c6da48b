const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" };

/** As much of a text field as a JSON object that is still being written has of it; undefined before it begins. */
export function partialField(json: string, field: string): string | undefined {
  const start = new RegExp(`"${field}"\\s*:\\s*"`).exec(json);
  if (start === null) return undefined;
  let text = "";
  for (let at = start.index + start[0].length; at < json.length; at += 1) {
    const letter = json.charAt(at);
    if (letter === '"') return text;
    if (letter !== "\\") text += letter;
    else if (json.charAt(at + 1) === "u") {
      const code = json.slice(at + 2, at + 6);
      if (code.length < 4) return text;
      text += String.fromCharCode(Number.parseInt(code, 16));
      at += 5;
    } else {
      const next = json.charAt(at + 1);
      text += escapes[next] ?? next;
      at += 1;
    }
  }
  return text;
}
