"""What is asked of the trials in the benches, by kind. In: nothing; out: query strings as the API takes them."""

from __future__ import annotations

QUESTIONS = {
    "nothing": "",
    "text": "q=breast+cancer",
    "a rare word": "q=trastuzumab+deruxtecan&status=any",
    "a phrase": "q=%22quality+of+life%22",
    "text, filters": "q=chemotherapy&phase=2&phase=3&type=interventional",
    "text, filters, newest": "q=pembrolizumab&status=any&purpose=treatment&sort=newest",
    "near": "near=60637&within=100",
    "near, filters": "near=Houston,+TX&within=200&phase=1&phase=2&sponsor_class=industry",
    "near, all statuses": "near=48.8534,2.3488&within=300&unit=km&site_status=any&status=any",
    "text, near": "q=HER2&near=60637&within=100&site_status=open",
    "text, near, filters": "q=cancer&near=40.7143,-74.006&within=50&phase=2&randomized=yes",
    "person, text, near": "q=breast&age=52&sex=female&near=42.3584,-71.0598&within=100",
    "country": "country=FR&site_status=open",
    "text, state": "q=cancer&country=US&state=CA",
    "filters": "type=interventional&purpose=treatment&sponsor_class=industry&randomized=yes&has_results=no",
}

OF_PERSONS = {
    "subtype": "subtype=tnbc",
    "group of subtypes, brain": "subtype=her2-low&brain=stable",
    "had, lines": "had=t-dxd&had=taxane&lines=2",
    "marker, not had": "biomarker=brca&not_had=parp&stage=metastatic",
    "a whole person": "age=54&sex=female&subtype=hr-pos-her2-neg&brain=none&ecog=1&had=cdk46&lines=1&chemo_lines=0",
    "a person, near": "subtype=her2-pos&brain=untreated&had=t-dm1&near=40.7143,-74.006&within=300&site_status=any",
}
"""What is asked with a person: trials by how they stand to what was entered, and why."""
