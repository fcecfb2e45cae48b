import fc from 'fast-check';
import { readStatusReport, type SentFile } from '../../activities/bank/pain002';
import { messageBytesLimit } from '../../activities/bank/xml';
import { statusReport } from '../../local/bank/status-report';
import { codeOf, fileOf, paymentsOf, reportOf } from './samples';

const sent: SentFile = fileOf(paymentsOf(100, 250, 3));

describe('a message that is none', () => {
  const good = reportOf({ group: '<GrpSts>ACSC</GrpSts>' });
  const withType = (type: string, before = good) => before.replace('<Document', `${type}<Document`);
  const laughs = Array.from({ length: 30 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('');

  it.each<[string, string | Buffer, string]>([
    ['empty', '', 'not-xml'],
    ['a text', 'The bank is closed today.', 'not-xml'],
    ['a web page', '<!doctype html><p>Sign in', 'document-type'],
    ['half of one', good.slice(0, -20), 'not-xml'],
    ['two in one', good + good, 'not-xml'],
    ['of another namespace', good.replaceAll('pain.002.001.12', 'pain.002.001.03'), 'not-a-status-report'],
    ['of no namespace', good.replace(/ xmlns="[^"]*"/, ''), 'not-a-status-report'],
    ['one that is not a report', '<note xmlns="urn:x"/>', 'not-a-status-report'],
    [
      'naming a file of ours (external entity)',
      withType('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>').replace('>R-1<', '>&e;<'),
      'document-type',
    ],
    [
      'naming an address of somebody (external DTD)',
      withType('<!DOCTYPE Document SYSTEM "http://127.0.0.1:1/x.dtd">'),
      'document-type',
    ],
    ['a parameter entity', withType('<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]>'), 'document-type'],
    [
      'a billion laughs',
      withType(`<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]>`).replace('>R-1<', '>&l30;<'),
      'document-type',
    ],
    ['an entity of no type', good.replace('>R-1<', '>&e;<'), 'not-xml'],
    ['UTF-16, which could hide one', Buffer.from(`\uFEFF${withType('<!DOCTYPE x>')}`, 'utf16le'), 'not-utf-8'],
    ['UTF-16 without a mark', Buffer.from(withType('<!DOCTYPE x>'), 'utf16le'), 'not-utf-8'],
    ['saying it is UTF-7', good.replace('UTF-8', 'UTF-7'), 'not-utf-8'],
    ['saying it is EBCDIC', good.replace('"UTF-8"', "'IBM037'"), 'not-utf-8'],
    ['no text at all', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 2]), 'not-utf-8'],
    ['nested without end', '<a>'.repeat(200_000), 'not-xml'],
    ['nested deeply', '<a>'.repeat(100_000) + '</a>'.repeat(100_000), 'not-xml'],
  ])('%s is refused', async (_what, message, code) => {
    expect(codeOf(await readStatusReport(message, sent))).toBe(code);
  });

  it.each([
    ['a byte order mark', `\uFEFF${good}`],
    ['bytes', Buffer.from(good)],
    [
      'comments, space and an instruction',
      good.replace('<GrpSts>', '\n<!-- AC --><?x y?>\n<GrpSts>').replace('ACSC', '<!-- x -->ACSC'),
    ],
    ['a prefix', good.replaceAll(/<(\/?)(?=[A-Z])/g, '<$1p:').replace('xmlns=', 'xmlns:p=')],
    ['characters by number', good.replace('ACSC', '&#65;CS&#x43;')],
    ['a CDATA section', good.replace('ACSC', '<![CDATA[ACSC]]>')],
    [
      'where its schema lies',
      good.replace(
        '<Document',
        '<Document xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x file:///etc/passwd"',
      ),
    ],
  ])('is not one that has %s', async (_what, message) => {
    expect(await readStatusReport(message, sent)).toMatchObject({ group: 'accepted' });
  });

  it('of 50 MB is refused without being copied', async () => {
    const big = Buffer.alloc(50 * 1024 * 1024, ' ');
    const before = process.memoryUsage();
    expect(codeOf(await readStatusReport(big, sent))).toBe('message-too-big');
    const text = ' '.repeat(50 * 1024 * 1024);
    expect(codeOf(await readStatusReport(text, sent))).toBe('message-too-big');
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(5 * 1024 * 1024);
  });

  it('at the limit is read, and one byte more is not', async () => {
    const filled = (bytes: number) => good + ' '.repeat(bytes - Buffer.byteLength(good));
    expect(await readStatusReport(filled(messageBytesLimit), sent)).toMatchObject({ group: 'accepted' });
    expect(codeOf(await readStatusReport(filled(messageBytesLimit + 1), sent))).toBe('message-too-big');
    const wide = good.replace('</Document>', `<!--${'€'.repeat(messageBytesLimit / 2)}--></Document>`);
    expect(codeOf(await readStatusReport(wide, sent))).toBe('message-too-big');
  });

  it('of the largest batch is read', async () => {
    const file = fileOf(paymentsOf(...Array.from({ length: 10_000 }, (_, at) => at + 1)));
    const entries = file.payments.map(({ endToEndId, pence }) => ({
      endToEndId,
      pence,
      sortCode: '',
      accountNumber: '',
      state: 'paid' as const,
    }));
    const xml = statusReport({ messageId: file.messageId, sha256: '', takenAt: file.createdAt, entries }, 1);
    expect(await readStatusReport(xml, file)).toMatchObject({ group: 'accepted' });
  });

  it('never throws, whatever was damaged', async () => {
    const mark = fc.oneof(
      fc.constantFrom('<', '>', '&', '"', '\0', ']]>', '<!--', '<?', '\uD800'),
      fc.string({ maxLength: 5 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length), fc.nat(30), mark, async (at, cut, put) => {
        const report = await readStatusReport(good.slice(0, at) + put + good.slice(at + cut), sent);
        expect('refused' in report ? typeof report.code : report.messageId).toBe(
          'refused' in report ? 'string' : sent.messageId,
        );
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 40) },
    );
  }, 600_000);
});
