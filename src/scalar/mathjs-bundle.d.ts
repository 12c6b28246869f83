/** The one function of the prebuilt mathjs file that the reader of expressions calls. */
declare module 'mathjs/lib/browser/math.js' {
  const mathjs: { readonly parse: (text: string) => unknown }
  export default mathjs
}
