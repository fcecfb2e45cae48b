import { neededFields, titleOfField } from '../../workflows/missing-child/schemas';

it('calls what is still to be known by the names of the form', () => {
  expect(neededFields.map(titleOfField)).toEqual([
    'Name',
    'Date of birth',
    'Description',
    'Last seen',
    'Last seen where',
    'Circumstances',
    'Indicators',
    'Trafficking',
    "Child's code",
  ]);
});
