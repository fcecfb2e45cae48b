/** Pages that a process has for its cases besides the one that every case has. */
export function linksOfCase(process: string, ref: string): { href: string; text: string }[] {
  return process === 'confiscation'
    ? [
        { href: `/confiscation/${ref}/timetable`, text: 'Timetable, section by section' },
        { href: `/confiscation/${ref}/assets`, text: 'Asset register' },
      ]
    : [];
}
