import { yaml } from "@codemirror/lang-yaml";
import { type Json, parseSource } from "@baton/core";
import { type JSX, useEffect, useRef, useState } from "react";
import { stringify } from "yaml";
import { Prose } from "../../problems/prose.tsx";
import css from "../text.module.css";
import { CodeMirror } from "./code-mirror.tsx";
import { yamlPaint } from "./paint.ts";

const features = [yaml(), yamlPaint];

interface Props {
  readonly value: Json | undefined;
  readonly onChange: (value: Json | undefined) => boolean;
  readonly label: string;
}

/** Any value, as YAML: for what has no form of its own. It is written to the document whenever it reads; nothing written removes it. */
export function DataEditor({ value, onChange, label }: Props): JSX.Element {
  const [text, setText] = useState(() => written(value));
  const [problem, setProblem] = useState<string>();
  const known = useRef(value);
  useEffect(() => {
    if (JSON.stringify(known.current) === JSON.stringify(value)) return;
    known.current = value;
    setText(written(value));
    setProblem(undefined);
  }, [value]);
  const type = (typed: string): boolean => {
    setText(typed);
    const { data, problems } = parseSource("value", typed);
    const [first] = problems;
    setProblem(first?.message);
    if (first !== undefined) return true;
    known.current = typed.trim() === "" ? undefined : data;
    return onChange(known.current);
  };
  return (
    <>
      <CodeMirror className={css["field"]} value={text} onChange={type} label={label} extensions={features} />
      {problem !== undefined && (
        <p className={css["problem"]} role="alert">
          <span>
            <Prose text={problem} />
          </span>
        </p>
      )}
    </>
  );
}

function written(value: Json | undefined): string {
  return value === undefined ? "" : stringify(value, { lineWidth: 0 }).trimEnd();
}
