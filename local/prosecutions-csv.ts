/** A record of a CSV file with the number of the line on which it begins, from 1. */
export interface CsvRecord {
  line: number;
  fields: string[];
}

/**
 * Reads CSV by RFC 4180, strictly: commas, fields in double quotes where needed, quotes doubled inside them, LF or CRLF.
 * A byte order mark at the start and empty lines are left out.
 * @throws Error that names the line, when quotes are not closed or stand where they may not
 */
export function readCsv(text: string): CsvRecord[] {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const records: CsvRecord[] = [];
  let fields: string[] = [];
  let line = 1;
  let begins = 1;
  let at = 0;
  const endRecord = () => {
    if (fields.length > 1 || fields[0] !== '') records.push({ line: begins, fields });
    fields = [];
    line += 1;
    begins = line;
  };
  while (at < source.length) {
    const [field, next] = source.charAt(at) === '"' ? quoted(source, at, line) : plain(source, at, line);
    fields.push(field);
    line += newlinesIn(field);
    at = next;
    const c = source.charAt(at);
    if (c === ',') {
      at += 1;
      // A comma at the very end is followed by one more, empty field.
      if (at === source.length) fields.push('');
    } else if (at < source.length) {
      at += c === '\r' ? 2 : 1;
      endRecord();
    }
  }
  if (fields.length > 0) endRecord();
  return records;
}

const newlinesIn = (field: string) => field.split('\n').length - 1;
const endOfField = /[,\n]|\r\n/g;

function plain(source: string, start: number, line: number): [string, number] {
  endOfField.lastIndex = start;
  const end = endOfField.exec(source)?.index ?? source.length;
  const field = source.slice(start, end);
  if (field.includes('"')) throw new Error(`line ${line}: a quote stands inside a field that is not quoted`);
  if (field.includes('\r')) throw new Error(`line ${line}: a line ends in a lone carriage return`);
  return [field, end];
}

function quoted(source: string, start: number, line: number): [string, number] {
  let field = '';
  for (let at = start + 1; at < source.length; at += 1) {
    const c = source.charAt(at);
    if (c !== '"') {
      field += c;
    } else if (source.charAt(at + 1) === '"') {
      field += '"';
      at += 1;
    } else {
      const after = source.slice(at + 1, at + 3);
      const isEnd = after === '' || after.startsWith(',') || after.startsWith('\n') || after === '\r\n';
      if (!isEnd) throw new Error(`line ${line}: something stands after a closing quote`);
      return [field, at + 1];
    }
  }
  throw new Error(`line ${line}: a quote is not closed`);
}
