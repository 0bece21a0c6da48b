import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineTool } from "../host/tool.ts";
import { toolDefinitions } from "./tools.ts";

const search = defineTool({
  name: "find_orders",
  description: "Finds orders.",
  args: z.object({ customer_id: z.string(), since: z.string().optional() }),
  result: z.array(z.string()),
  effect: "read",
  execute: () => [],
});

describe("tools as a model sees them", () => {
  test("have a name, a description and the schema of their arguments", () => {
    expect(toolDefinitions([{ tool: search, pinned: [] }])).toMatchObject([
      { type: "function", function: { name: "find_orders", description: "Finds orders.", parameters: { type: "object", required: ["customer_id"] } } },
    ]);
  });

  test("do not show pinned arguments", () => {
    const [definition] = toolDefinitions([{ tool: search, pinned: ["customer_id"] }]);
    expect(definition?.function.parameters["properties"]).toEqual({ since: { type: "string" } });
    expect(definition?.function.parameters["required"]).toEqual([]);
  });
});
