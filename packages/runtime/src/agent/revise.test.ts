import { AIMessage } from "@langchain/core/messages";
import { expect, test } from "vitest";
import { memoryChannel } from "../compile/channels.ts";
import { revise } from "./revise.ts";

const toolCall = (id: string, amount: number) => ({ id, name: "pay", args: { amount }, type: "tool_call" as const });

test("a revised reply changes the calls inside its content too, and keeps everything else", () => {
  const reply = new AIMessage({
    id: "m1",
    content: [
      { type: "text", text: "Paying." },
      { type: "tool_use", id: "call_0_0", name: "pay", input: { amount: 5 } },
      { type: "tool_use", id: "call_0_1", name: "pay", input: { amount: 6 } },
    ],
    additional_kwargs: { signature: "s" },
    tool_calls: [toolCall("call_0_0", 5), toolCall("call_0_1", 6)],
  });
  const revised = revise(reply, new Map([["call_0_1", { amount: 7 }]]));
  expect(revised.toDict()).toEqual(
    new AIMessage({
      id: "m1",
      content: [
        { type: "text", text: "Paying." },
        { type: "tool_use", id: "call_0_0", name: "pay", input: { amount: 5 } },
        { type: "tool_use", id: "call_0_1", name: "pay", input: { amount: 7 } },
      ],
      additional_kwargs: { signature: "s" },
      tool_calls: [toolCall("call_0_0", 5), toolCall("call_0_1", 7)],
    }).toDict(),
  );
});

test("a revised reply takes the place of the newest one, even where a server gives all its replies the same id", () => {
  const reply = (amount: number) => new AIMessage({ id: "", content: "", tool_calls: [toolCall(`call_${amount}`, amount)] });
  const [first, second, revised] = [reply(1), reply(2), reply(3)];
  const channel = memoryChannel();
  channel.update([{ op: "go", messages: [first, second] }]);
  channel.update([{ op: "go", revised }]);
  expect(channel.get().messages).toEqual([first, revised]);
});
