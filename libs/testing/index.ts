/** What specs beside the code share; those under test/ take the other files of this folder too. */
export { madeWorkbook, type MadeWorkbook } from './made-workbook.js';
export { madeZip, zipLocal, type ZipPart } from './made-zip.js';
