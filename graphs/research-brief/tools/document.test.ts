import { expect, test } from "vitest";
import { DocumentError, readDocument } from "./document.ts";

const head = "---\ntitle: Report: the first\npublisher: Works\npublished: 2024-02-27\ntopics: heat, ferry\n---\n";

test("a document is its front matter and its sections", () => {
  const { passages, ...rest } = readDocument("report", `${head}Before.\n\n## Cost & homes\n\nIt cost\n3 euros.\n\n## Empty\n\n## Later\nMore.\n`);
  expect(rest).toEqual({ id: "report", title: "Report: the first", publisher: "Works", published: "2024-02-27", topics: ["heat", "ferry"] });
  expect(passages.map(({ id, heading, text }) => [id, heading, text])).toEqual([
    ["report#intro", "", "Before."],
    ["report#cost-homes", "Cost & homes", "It cost\n3 euros."],
    ["report#later", "Later", "More."],
  ]);
});

test("line ends of Windows make no difference", () => {
  const text = `${head}Before.\n\n## Cost\n\nIt cost\n3 euros.\n`;
  expect(readDocument("report", text.replaceAll("\n", "\r\n"))).toEqual(readDocument("report", text));
});

test.each([
  ["# No front matter", "report.md has no front matter"],
  ["---\ntitle: A\n---\nText.", "The front matter of report.md does not read"],
  [head.replace("2024-02-27", "last week"), "published"],
  [`${head}## Cost\nA.\n## cost\nB.`, "report.md has two sections `cost`"],
])("%j is refused, naming the file", (content, message) => {
  expect(() => readDocument("report", content)).toThrow(DocumentError);
  expect(() => readDocument("report", content)).toThrow(message);
});
