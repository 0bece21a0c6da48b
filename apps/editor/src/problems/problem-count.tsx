import type { JSX } from "react";
import { useDocumentState } from "../document/use-document.tsx";

/** How many problems there are, beside the tab's name. */
export function ProblemCount(): JSX.Element {
  const count = useDocumentState((state) => state.problems.length);
  return <span className="count">{count}</span>;
}
