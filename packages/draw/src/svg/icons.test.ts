import { kinds } from "@baton/nodes";
import { expect, it } from "vitest";
import { iconPath } from "./icons.ts";

it.each([...kinds.values()].map(({ type, appearance }) => [type, appearance.icon]))(
  "%s has its icon, %s, and not the box of icons that are not here",
  (_, icon) => {
    expect(iconPath(icon)).not.toBe(iconPath("box"));
  },
);

it("is a box for an icon that is not here", () => {
  expect(iconPath("no-such-icon")).toBe(iconPath("box"));
});
