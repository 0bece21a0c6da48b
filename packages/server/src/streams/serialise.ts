/** JSON of what LangGraph streams: messages as LangGraph's server writes them, `{ type, id, content, ... }`. */
export function serialise(value: unknown): string {
  return JSON.stringify(value, dictOf) ?? "null";
}

function dictOf(this: unknown, key: string, value: unknown): unknown {
  // What has a `toJSON` was turned already when it comes here; a message gives its dictionary only as it stands in its holder.
  const raw: unknown = typeof this === "object" && this !== null ? Reflect.get(this, key) : undefined;
  if (typeof raw !== "object" || raw === null || !("toDict" in raw) || typeof raw.toDict !== "function") return value;
  const dict: unknown = Reflect.apply(raw.toDict, raw, []);
  if (typeof dict !== "object" || dict === null || !("type" in dict) || !("data" in dict)) return value;
  return { ...(typeof dict.data === "object" ? dict.data : {}), type: dict.type };
}
