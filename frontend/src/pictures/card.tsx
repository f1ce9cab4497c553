/** The frame of every picture: what it is, what it says, and ways to take it along. */

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { downloadCsv, type Table } from "../download";
import { number } from "../format";
import { complain, current, useApp } from "../state";
import { downloadPng, type Key } from "./image";

interface Props {
  id: string;
  title: string;
  says: string;
  table: () => Table;
  keys?: () => Key[];
  tools?: ComponentChildren;
  children: ComponentChildren;
}

function name(id: string): string {
  return `${current().scenario?.id ?? "fronde"}-${id}`;
}

export function Card({ id, title, says, table, keys, tools, children }: Props) {
  const [asTable, setAsTable] = useState(false);
  const body = useRef<HTMLDivElement>(null);
  const png = () => {
    if (!body.current) return;
    const note = current().start?.note ?? "";
    const words = { title, says, note, keys: keys?.() ?? [] };
    downloadPng(name(id), body.current, words).catch((error) => complain(String(error)));
  };
  return (
    <figure class={`card card-${id}`} aria-labelledby={`title-${id}`}>
      <figcaption>
        <div class="card-head">
          <h3 id={`title-${id}`}>{title}</h3>
          <div class="card-tools" role="group" aria-label={`${title}: take along`}>
            <button
              class="quiet"
              aria-pressed={asTable}
              title="Show the numbers"
              onClick={() => setAsTable(!asTable)}
            >
              Table
            </button>
            <button class="quiet" title="Download as picture" onClick={png} disabled={asTable}>
              PNG
            </button>
            <button
              class="quiet"
              title="Download the numbers"
              onClick={() => downloadCsv(name(id), table())}
            >
              CSV
            </button>
          </div>
        </div>
        <p>{says}</p>
        {tools}
      </figcaption>
      {asTable ? (
        <Numbers table={table} title={title} />
      ) : (
        <div class="card-body" ref={body}>
          {children}
        </div>
      )}
    </figure>
  );
}

function Numbers({ table, title }: { table: () => Table; title: string }) {
  useApp((state) => state.version);
  useApp((state) => state.week);
  const { head, rows } = table();
  return (
    <div class="scroll numbers" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
      <table>
        <thead>
          <tr>
            {head.map((text) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, n) => (
            <tr key={n}>
              {row.map((value, column) => (
                <td key={column}>{typeof value === "number" ? number(value) : (value ?? "–")}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
