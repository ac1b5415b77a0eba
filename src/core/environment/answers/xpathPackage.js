// The package's own types bring the names of a browser into the whole program, so it has those of `xpathPackage.d.ts`.
export { FunctionResolver, parse, PathExpr, XNodeSet } from 'xpath';
