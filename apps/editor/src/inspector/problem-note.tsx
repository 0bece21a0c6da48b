import type { Diagnostic } from "@baton/core";
import { Button } from "@mantine/core";
import { CircleX, Lightbulb, TriangleAlert } from "lucide-react";
import type { JSX } from "react";
import { useChange } from "../document/use-change.ts";
import { Prose } from "../problems/prose.tsx";
import css from "./problem-note.module.css";

const icons = { error: CircleX, warning: TriangleAlert, advice: Lightbulb };

/** One finding where it stands, with its repair. */
export function ProblemNote({ problem, boxed = false }: { readonly problem: Diagnostic; readonly boxed?: boolean }): JSX.Element {
  const change = useChange();
  const { severity, message, code, fix } = problem;
  const Icon = icons[severity];
  return (
    <div className={css[boxed ? "box" : "line"]} data-severity={severity}>
      <Icon size={boxed ? 15 : 12} aria-hidden />
      <div>
        <p title={code}>
          <Prose text={message} />
        </p>
        {fix !== undefined && (
          <Button size="compact-sm" onClick={() => change(fix.title, () => ({ edits: fix.edits }))}>
            <span>
              <Prose text={fix.title} />
            </span>
          </Button>
        )}
      </div>
    </div>
  );
}
