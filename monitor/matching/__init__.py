"""Does a rule fire on an article, and on which words: `load_rules`, then `RuleSet.match`."""

from monitor.matching.loading import load_rules
from monitor.matching.matcher import RuleSet
from monitor.matching.problems import Problem, RuleProblems

__all__ = ["Problem", "RuleProblems", "RuleSet", "load_rules"]
