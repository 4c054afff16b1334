/** The name under which a task has a lesson among its needs. */
export function lessonNeed(manifold: string, lesson: string): string {
  return `lesson ${manifold}/${lesson}`;
}
