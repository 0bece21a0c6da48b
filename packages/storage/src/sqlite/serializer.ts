import type { SerializerProtocol } from "@langchain/langgraph-checkpoint";

/** LangGraph's serializer, but JSON that holds no `lc` record, and so nothing to revive, is not walked again after parsing. */
export function quickSerializer(serializer: SerializerProtocol): SerializerProtocol {
  return {
    dumpsTyped: (value) => serializer.dumpsTyped(value),
    async loadsTyped(type, data) {
      if (type !== "json") return serializer.loadsTyped(type, data);
      const text = typeof data === "string" ? data : new TextDecoder().decode(data);
      return text.includes('"lc"') ? serializer.loadsTyped(type, text) : JSON.parse(text);
    },
  };
}
