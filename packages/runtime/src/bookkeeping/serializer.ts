import type { SerializerProtocol } from "@langchain/langgraph-checkpoint";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const deepest = 64;

/**
 * LangGraph's serializer with the same text, sooner: what is JSON already is written without looking for circles and for values that JSON has no word
 * for, and text that holds no `lc` record, and so nothing to revive, is not walked again after parsing.
 */
export function quickSerializer(serializer: SerializerProtocol): SerializerProtocol {
  return {
    dumpsTyped: async (value) => (isPlain(value, deepest) ? ["json", encoder.encode(JSON.stringify(value))] : await serializer.dumpsTyped(value)),
    async loadsTyped(type, data) {
      if (type !== "json") return serializer.loadsTyped(type, data);
      const text = typeof data === "string" ? data : decoder.decode(data);
      return text.includes('"lc"') ? serializer.loadsTyped(type, text) : JSON.parse(text);
    },
  };
}

/** True of JSON values, which stand in plain objects and lists; false beyond a depth, where there may be a circle. */
function isPlain(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case "string":
    case "boolean":
    case "number":
      return true;
    case "object":
      if (value === null) return true;
      if (depth === 0) return false;
      if (Array.isArray(value)) return value.every((item) => isPlain(item, depth - 1));
      return isRecord(value) && Object.values(value).every((item) => isPlain(item, depth - 1));
    default:
      return false;
  }
}

/** A Send is written in its own way, by its mark. */
function isRecord(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && !("toJSON" in value) && !("lg_name" in value);
}
