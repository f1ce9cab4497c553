/** Hands files to the reader. */

export function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export interface Table {
  head: string[];
  rows: (string | number | null)[][];
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  const text = String(value);
  // A leading sign of a formula would be run by a spreadsheet.
  const safe = typeof value === "string" && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function downloadCsv(name: string, table: Table): void {
  const lines = [table.head, ...table.rows].map((row) => row.map(cell).join(","));
  download(`${name}.csv`, new Blob([`${lines.join("\n")}\n`], { type: "text/csv" }));
}
