/** The packages and macros that a rendered proof needs: once as a preamble, once at the head of a fragment. */

/** Every macro begins with clm, so that it meets no other. */
const MACROS = `\\providecommand{\\clmchanged}[1]{\\mathcolor{clmchanged}{#1}}
\\providecommand{\\clmline}[2]{\\par\\noindent\\hspace*{#1}$\\displaystyle #2$\\par}
\\providecommand{\\clmnote}[1]{\\par\\noindent\\hspace*{3em}\\parbox[t]{\\dimexpr\\linewidth-3em}{\\raggedright\\small #1}\\par}
\\providecommand{\\clmstep}[4]{\\par\\addvspace{1.1\\baselineskip}\\noindent\\textbf{#1\\quad #2}%
  \\ifx\\relax#3\\relax\\else\\quad{\\small\\texttt{#3}}\\fi\\hspace*{\\fill}{\\small\\itshape #4}\\par\\clmgap}
\\providecommand{\\clmcondition}[1]{\\par\\noindent\\hangindent=3em\\hspace*{1.5em}\\makebox[1.5em][l]{$\\bullet$}#1\\par}
\\providecommand{\\clmcoq}[1]{\\par\\noindent{\\small In Coq: #1\\par}}
\\providecommand{\\clmstated}[1]{\\par\\removelastskip\\nopagebreak\\vspace{.2\\baselineskip}%
  \\noindent\\hspace*{\\fill}{\\small\\itshape #1}\\par}
\\providecommand{\\clmgap}{\\nopagebreak\\vspace{.3\\baselineskip}}
\\providecommand{\\clmwords}{\\par\\addvspace{.5\\baselineskip}\\noindent}
\\providecommand{\\clmbegin}{\\begin{list}{}{\\setlength{\\leftmargin}{2em}\\setlength{\\parsep}{0pt}%
  \\setlength{\\topsep}{.3\\baselineskip}}\\item[]\\ignorespaces}
\\providecommand{\\clmend}{\\end{list}}
\\providecommand{\\clmdisplay}{\\par\\vspace{-.7\\baselineskip}}
`

const PACKAGES = ['amsmath', 'amssymb', 'longtable', 'xcolor', 'hyperref'] as const

/** From here to the document's text. `title` is escaped already. */
export function preamble(title: string): string {
  return `\\documentclass[11pt,a4paper,fleqn]{article}
\\usepackage[utf8]{inputenc}
\\usepackage[margin=25mm]{geometry}
\\usepackage{amsmath}
\\usepackage{amssymb}
\\usepackage{longtable}
\\usepackage{xcolor}
\\usepackage[hidelinks,unicode]{hyperref}
\\hypersetup{pdftitle={${title}},pdfcreator={Convolemma}}
\\definecolor{clmchanged}{HTML}{B0400A}
\\setcounter{secnumdepth}{0}
\\setlength{\\mathindent}{1.5em}
\\setlength{\\emergencystretch}{4em}
\\allowdisplaybreaks
${MACROS}
\\begin{document}
`
}

/** The head of a fragment that a document reads with \\input. */
export function fragmentHead(): string {
  return `% A proof by Convolemma, to be read with \\input.
% Packages: ${PACKAGES.join(', ')}; \\mathcolor needs xcolor of 2022 or later.
% Macros: the lines below define what the document has not defined.
\\providecolor{clmchanged}{HTML}{B0400A}
${MACROS}`
}
