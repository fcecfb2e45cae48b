import { chartSvg, type ChartSpec } from '../../api/pages/chart';

const bars = (values: object[], description = 'Two bars'): ChartSpec => ({
  description,
  data: { values },
  mark: 'bar',
  encoding: { x: { field: 'name', type: 'nominal' }, y: { field: 'count', type: 'quantitative' } },
});

describe('a chart drawn on the server', () => {
  it('is one picture with a name, without a script or a style that the page would have to allow', async () => {
    const svg = await chartSvg(
      bars(
        [
          { name: 'a', count: 3 },
          { name: 'b', count: 5 },
        ],
        'More than "a" < b & c',
      ),
    );
    expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="More than &quot;a&quot; &lt; b &amp; c"/);
    expect(svg).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
    expect(svg.match(/role="/g)).toHaveLength(1);
    expect(svg.match(/<path d="M[^"]*" fill="#4c78a8"\/>/g)).toHaveLength(2);
  });

  it('shows HTML in its data as text', async () => {
    const svg = await chartSvg(bars([{ name: '<script>alert(1)</script>', count: 1 }]));
    expect(svg).not.toContain('<script');
    expect(svg).toContain('&lt;script');
  });

  it('draws the same twice, and several at once', async () => {
    const spec = bars([{ name: 'a', count: 3 }]);
    const all = await Promise.all([spec, spec, spec].map((one) => chartSvg(one)));
    expect(new Set(all).size).toBe(1);
  });

  it('says so when it cannot draw', async () => {
    await expect(chartSvg({ description: 'x', data: { values: [] }, mark: 'nothing' } as never)).rejects.toThrow(/./);
  });
});
