/** What people type into a search box, as a query of SQLite's full-text index (FTS5). */

/**
 * Every word must occur, the last one as a beginning: `silent riv` finds "The Silent River". Quotes keep FTS5's own
 * operators out of people's way.
 */
export function searchExpression(text: string): string {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.map((word, index) => `"${word}"${index === words.length - 1 ? '*' : ''}`).join(' ');
}
