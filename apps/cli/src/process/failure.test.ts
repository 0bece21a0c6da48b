import { describe, expect, it } from "vitest";
import { BatonError } from "@baton/core";
import { exit, explain, Refusal } from "./failure.ts";

describe("explain", () => {
  it("keeps a known error's sentence, fix and code; who has to act decides the exit code", () => {
    const known = (code: string, layer: "domain" | "infrastructure"): unknown => explain(new BatonError(code, layer, "It is so.", { fix: "Do this." }));
    expect(known("input_invalid", "domain")).toEqual({ code: "input_invalid", message: "It is so.", fix: "Do this.", exit: exit.usage });
    expect(known("graph_invalid", "domain")).toMatchObject({ exit: exit.invalid });
    expect(known("model_key_missing", "infrastructure")).toMatchObject({ exit: exit.usage });
    expect(known("thread_busy", "infrastructure")).toMatchObject({ exit: exit.failed });
    expect(explain(new Refusal("file_missing", "There is no file a."))).toEqual({ code: "file_missing", message: "There is no file a.", exit: exit.usage });
  });

  it("says what a full disk and a folder that may not be written mean", () => {
    const system = (code: string): unknown => explain(Object.assign(new Error(code), { code, path: "/data" }));
    expect(system("ENOSPC")).toMatchObject({ code: "disk_full", exit: exit.failed, fix: "Free some space and try again." });
    expect(system("EACCES")).toMatchObject({ code: "not_writable", message: "/data may not be written by this user." });
    expect(system("EEXIST")).toMatchObject({ code: "not_a_folder", message: "/data is a file, and a folder is needed.", exit: exit.usage });
  });

  it("owns up to a defect", () => {
    expect(explain(new TypeError("x is not a function"))).toMatchObject({
      code: "internal",
      message: expect.stringContaining("x is not a function"),
      exit: exit.failed,
    });
  });
});
